"""What numbered steps are written with; what a released step needs of it stays as it is."""

from sqlite_utils import Database

from kpitui.storage.driver import complete_statement

DATE = "CHECK ({0} IS date({0}))"


def run(db: Database, script: str) -> None:
    """Run a script inside the transaction of the caller."""
    # executescript() would commit the caller's transaction, so the statements go one by one.
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if complete_statement(statement):
            db.execute(statement)
            statement = ""


def keep_history(db: Database, table: str) -> None:
    """Make the triggers that write every change of a table into the history, or make them again
    after it got a column. Those of readings are others: they leave out what a bulk change does.
    """
    columns = list(db.table(table).columns_dict)

    def row(which: str) -> str:
        pairs = ", ".join(f"'{column}', {which}.{column}" for column in columns)
        return f"json_object({pairs})"

    for kind, record, before, after in (
        ("insert", "NEW.id", "NULL", row("NEW")),
        ("update", "OLD.id", row("OLD"), row("NEW")),
        ("delete", "OLD.id", row("OLD"), "NULL"),
    ):
        db.execute(f"DROP TRIGGER IF EXISTS history_{table}_{kind}")
        db.execute(
            # Files hold the space before BEGIN too, and a file is known by its text.
            f"CREATE TRIGGER history_{table}_{kind} AFTER {kind.upper()} ON {table} \nBEGIN\n"
            "INSERT INTO changes (deed_id, table_name, record_id, kind, before, after) VALUES "
            f"((SELECT deed_id FROM current_deed), '{table}', {record}, '{kind}', {before}, "
            f"{after});\nEND;"
        )
