"""The browser suite: `pytest tests/browser`, in a process of its own."""
