"""Who an account sees on a day, looked up into tables of its connection."""

from kpitui.storage.teams_below import teams_below

# The row of the team that a person is in: that of the day, else the last one, else the first.
IN_NOW = """
coalesce(
    (SELECT max(starts_on) FROM main.memberships AS one
        WHERE one.person_id = held.person_id AND one.starts_on <= :day),
    (SELECT min(starts_on) FROM main.memberships AS one WHERE one.person_id = held.person_id)
) = held.starts_on
"""
TEAMS_OF_ACCOUNT = (
    "SELECT team_id FROM main.account_teams JOIN main.accounts ON accounts.id = account_id "
    "WHERE accounts.name = :account AND accounts.ends_on IS NULL AND accounts.role <> 'member'"
)
"""The teams that an account is for; a member is for no one else, whatever teams are named."""

LOOKED_UP = (
    "DELETE FROM temp.scope_teams",
    "DELETE FROM temp.scope_people",
    "DELETE FROM temp.scope_known",
    f"""
    {teams_below(f"SELECT team_id, :day, :following FROM ({TEAMS_OF_ACCOUNT})")}
    INSERT INTO temp.scope_teams SELECT DISTINCT team_id FROM under
    """,
    f"""
    INSERT INTO temp.scope_people
    SELECT held.person_id FROM main.memberships AS held
    WHERE held.team_id IN (SELECT id FROM temp.scope_teams) AND {IN_NOW}
    UNION
    SELECT person_id FROM main.accounts
    WHERE name = :account AND ends_on IS NULL AND person_id IS NOT NULL
    """,
    """
    INSERT INTO temp.scope_known
    SELECT id FROM temp.scope_people
    UNION
    SELECT person_id FROM main.memberships WHERE team_id IN (SELECT id FROM temp.scope_teams)
    """,
)
"""The teams of an account with all below them, who it sees now, and whose names it knows because
they were in one of its teams.
"""
