"""What it costs on this machine, one module a part of the program.

Each part answers with plain rows (what, value, unit); printing is the command line's. Clocks are
read here because a cost is what is asked for; nothing measured here finds its way into a session.
"""

Row = tuple[str, float, str]
