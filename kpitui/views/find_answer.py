"""Finding an answer of a scored contact by what someone typed of its question."""

from operator import attrgetter

from kpitui.domain.naming import Names
from kpitui.views.contacts import AnswerLine, ContactLine
from kpitui.views.meant import one_of


def find_answer(contact: ContactLine, typed: str) -> AnswerLine:
    """The answer to a question of which the number, the key or an unambiguous part of its text was
    typed; raises `NothingFound` or `WrongUsage` with the choices.
    """
    answers, asked = contact.answers, typed.strip()
    if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= len(answers):
        return answers[int(asked) - 1]
    names = Names(answers, attrgetter("question.text"), attrgetter("question.key"))
    missing = f"There is no question “{asked}” in that evaluation"
    return one_of(names, asked, missing, "kpitui evaluations --answers lists them")
