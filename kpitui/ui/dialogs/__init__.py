"""One file a modal; modals return what was typed and do no I/O."""
