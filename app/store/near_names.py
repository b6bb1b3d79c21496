"""Names one typo away: a letter more, less, other, or two that changed places; the first letter is right."""

from sqlalchemy import Connection, func, or_, select

from app.store.name_tables import name_form_table, speaker_table, surname_table

_SHORTEST = 4  # letters: below that, one typo is another name
_MOST_COMPARED = 500  # names that share enough letters to be compared one by one


def list_near_speakers(connection: Connection, name: str) -> list[str]:
    """The ids of the quoted speakers with a name or surname one typo away from a folded name, sorted.

    One typo leaves the first or the second half of a name as it is, so that the database can find it.
    """
    if len(name) < _SHORTEST:
        return []
    found = set()
    for column in (name_form_table.c.key, surname_table.c.word):
        half = len(name) // 2
        statement = (
            select(column, name_form_table.c.speaker_id)
            .join(speaker_table, speaker_table.c.id == name_form_table.c.speaker_id)
            .where(speaker_table.c.quoted)
            .where(column.startswith(name[0], autoescape=True))
            .where(func.length(column).between(len(name) - 1, len(name) + 1))
            .where(
                or_(
                    column.startswith(name[:half], autoescape=True),
                    column.endswith(name[half + 1 :], autoescape=True),
                )
            )
            .distinct()
            .limit(_MOST_COMPARED)
        )
        if column is surname_table.c.word:
            statement = statement.join(
                surname_table, surname_table.c.form_id == name_form_table.c.id
            )
        rows = connection.execute(statement)
        found |= {speaker_id for known, speaker_id in rows if is_typo(name, known)}
    return sorted(found)


def is_typo(first: str, second: str) -> bool:
    """Whether one letter was added, left out or changed, or two neighbours changed places, and no more."""
    if first == second:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    rest, other = first[start:], second[start:]
    if len(rest) != len(other):
        longer, shorter = sorted((rest, other), key=len, reverse=True)
        return longer[1:] == shorter
    return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
