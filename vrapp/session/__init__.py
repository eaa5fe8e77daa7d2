"""Where body and picture meet: protocol, pacer, mapping, comfort."""
