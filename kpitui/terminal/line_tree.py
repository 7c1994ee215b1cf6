"""A tree whose lines are drawn by itself, each once for as long as it looks the same."""

from typing import Any, TypeVar

from textual.geometry import Region
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

Data = TypeVar("Data")


class LineTree(Tree[Data]):
    """A tree that paints no guide in another colour below its marked line."""

    @property
    def look(self) -> object:
        """Another value after each change of what the lines show."""
        return getattr(self, "_updates", object())

    def path_at(self, place: int) -> list[TreeNode[Data]]:
        """The nodes from a branch of the root to that of a line; none where there is no line."""
        node: TreeNode[Any] | None = self.get_node_at_line(place)
        path: list[TreeNode[Data]] = []
        while node is not None and node is not self.root:
            path.insert(0, node)
            node = node.parent
        return path

    def _refresh_node(self, node: TreeNode[Data]) -> None:
        # Textual would draw all that is below a marked line again.
        self.refresh(Region(0, node.line - self.scroll_offset.y, self.size.width, 1))


# Textual's tree has seven, and all rules are gone through for each whenever a class changes.
LineTree._inherit_component_classes = False
