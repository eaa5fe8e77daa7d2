"""What a session sounds like: synthesised block by block, beside the frame loop.

`base` is what a voice must do; `kinds/` holds one file a kind of sound, found by its name;
`noise`, `events`, `tones` and `space` are what kinds are made of; `mix` crossfades whole scenes
and fades for pause, mute and stop; `loudness` and `limiter` have the last word; `player` is the
thread that hands blocks to the sound card. All but `player` is plain computation: the same seeds
and the same states give the same samples.
"""
