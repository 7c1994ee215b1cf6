"""Rules of accounts: who sees what by them."""

from collections.abc import Iterator

from kpitui.domain.access import AccessRole
from kpitui.domain.health.rule import Found, Rules, Severity
from kpitui.domain.health.snapshot import Snapshot
from kpitui.domain.records.dated import live

ACCESS_RULES = Rules()


@ACCESS_RULES.rule(
    "A701", Severity.HINT, "Account for every team",
    reason="A supervisor answers for one team or a few, and a viewer looks at them. Without teams "
    "an account sees everyone's figures by name, and a supervisor everyone's coaching.",
    example="Kim supervises Orders. Her account was never narrowed, so she reads what was said to the "
        "agents of Aftercare.",
    fix="As a leader: kpitui access teams NAME --team TEAM. If the account is meant for every "
    "team, dismiss this with the reason.",
    keys="a",
)  # fmt: skip
def for_every_team(plan: Snapshot) -> Iterator[Found]:
    """A supervisor or viewer without teams, where there are several teams."""
    if len(live(plan.teams, plan.today)) < 2:
        return
    for account in plan.accounts:
        if account.role in (AccessRole.SUPERVISOR, AccessRole.VIEWER) and not account.teams:
            yield Found(
                f"account-{account.name}", account.name, f"a {account.role} who sees every team"
            )


@ACCESS_RULES.rule(
    "A702", Severity.WARNING, "Member without a person",
    reason="A member sees the page of the person that the account belongs to. Without one there is "
    "no page, and they see nothing.",
    example="Ana has an account since Monday, and My page says that it is not linked to anyone.",
    fix="As a leader: kpitui access add NAME --person PERSON.",
    keys="a",
)  # fmt: skip
def of_nobody(plan: Snapshot) -> Iterator[Found]:
    """A member whose account belongs to no person."""
    for account in plan.accounts:
        if account.role is AccessRole.MEMBER and not account.has_person:
            yield Found(
                f"account-{account.name}", account.name, "a member whose account has no person"
            )


@ACCESS_RULES.rule(
    "A703", Severity.WARNING, "Account of teams that ended",
    reason="A supervisor or viewer with teams sees the people of these alone. Where each of them has "
    "ended, the account sees no one, records for no one, and looks like an empty file.",
    example="Orders became Sales on 1 October. Kim's account is still for Orders, and her People list "
        "is empty.",
    fix="As a leader: kpitui access teams NAME --team TEAM, or kpitui access remove NAME.",
    keys="a",
)  # fmt: skip
def of_ended_teams(plan: Snapshot) -> Iterator[Found]:
    """An account whose teams have ended, all of them."""
    for account in plan.accounts:
        if account.over:
            detail = f"a {account.role} who sees no one: {', '.join(account.over)} ended"
            yield Found(f"account-{account.name}", account.name, detail)
