"""LSL in and out: the only room that knows pylsl.

An outlet's data ports listen on every network interface, whatever the discovery scope; see
`biofeedback.lsl.config` for what that means and how a firewall helps.
"""
