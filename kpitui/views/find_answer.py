"""Finding an answer of a scored contact by what someone typed of its question."""

from operator import attrgetter

from kpitui.domain.errors import NothingFound, WrongUsage
from kpitui.domain.naming import Names, Several
from kpitui.views.contacts import AnswerLine, ContactLine


def find_answer(contact: ContactLine, typed: str) -> AnswerLine:
    """The answer to a question of which the number, the key or an unambiguous part of its text was
    typed; raises `NothingFound` or `WrongUsage` with the choices.
    """
    answers, asked = contact.answers, typed.strip()
    if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= len(answers):
        return answers[int(asked) - 1]
    names = Names(answers, attrgetter("question.text"), attrgetter("question.key"))
    try:
        found = names.meant(asked)
    except Several as several:
        raise WrongUsage(f"{several}.") from None
    if found is None:
        near = names.near(asked)
        meant = f"did you mean {near}?" if near else "kpitui evaluations --answers lists them."
        raise NothingFound(f"There is no question “{asked}” in that evaluation; {meant}")
    return found
