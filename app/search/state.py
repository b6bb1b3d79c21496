"""What tells one commit of the text indexes from another, without opening them or waiting for a search."""

from pathlib import Path

from app.search.folder import IndexUnusableError, get_live_build

_COMMITS = "*.toc"  # the tables of contents that Whoosh writes, one a commit


def read_commits(folders: list[Path]) -> str | None:
    """The live build of each index and its last commit; None if one cannot be read."""
    try:
        return " ".join(_read_commit(folder) for folder in folders)
    except (IndexUnusableError, OSError):
        return None


def _read_commit(folder: Path) -> str:
    build = get_live_build(folder)
    commits = sorted(path.name for path in build.glob(_COMMITS))
    return f"{build.name} {commits[-1:]}"
