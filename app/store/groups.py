"""Groups of near-copies that are found to be one."""


class Groups:
    """Which groups, named by their leaders, are found to be one: a union of disjoint sets."""

    def __init__(self) -> None:
        self._joined: dict[str, set[str]] = {}
        self._name: dict[str, str] = {}

    def find(self, leader: str) -> str:
        """The name of the group that this leader's group is part of."""
        return self._name.get(leader, leader)

    def list_joined(self, name: str) -> set[str]:
        """The leaders of the groups that are one under this name."""
        return self._joined.get(name, {name})

    def join(self, one: str, other: str) -> None:
        """Make one group of two, given by their names."""
        small, large = sorted((one, other), key=lambda name: len(self.list_joined(name)))
        leaders = self.list_joined(small) | self.list_joined(large)
        self._joined[large] = leaders
        self._name |= dict.fromkeys(self._joined.pop(small, {small}), large)
