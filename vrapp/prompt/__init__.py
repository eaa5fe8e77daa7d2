"""What the patient reads and answers within the scene: guidance, a question, the calm stop.

Everything here hangs in the room as flat pictures (`plates`) that follow the head lazily and are
answered by looking. It knows the scene's state and the display's frame, and no body.
"""
