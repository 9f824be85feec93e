"""Cards: what only a person can decide, asked once, with the facts and the choices.

A card is opened by what stands in the rows (`opening`), closed by what happens since (`closing`)
or by a person (`choosing`), and never sends anything.
"""
