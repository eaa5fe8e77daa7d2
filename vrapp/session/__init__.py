"""Where body and picture meet: protocol, pacer, mapping, comfort.

`Session.step(now, body, commands)` is the one place in which indices become what is shown.
"""
