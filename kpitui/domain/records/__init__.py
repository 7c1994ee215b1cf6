"""What is kept, a record a file: each says its fields once, with label, hint and limits.

Into it comes what a form was typed into or a document names; out of it come the lines of forms, the
tables of documents, the columns of rows, and the words of facts and history.
"""
