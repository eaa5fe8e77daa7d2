"""What a person is trained with: the pace their heart answers best, and a reward of their own.

Plain functions of beats, breaths and a pacer's phase; no screen is known here.
"""
