"""English words whose base form no rule finds."""

from __future__ import annotations

_VERBS = """
be am is are was were been being
have has had having
do does did done doing
go goes went gone
say said
get got gotten
make made
know knew known
think thought
take took taken
see saw seen
come came
give gave given
find found
tell told
become became
leave left
feel felt
bring brought
begin began begun
keep kept
hold held
write wrote written
stand stood
hear heard
mean meant
meet met
run ran
pay paid
sit sat
speak spoke spoken
lead led
grow grew grown
lose lost
fall fell fallen
send sent
build built
understand understood
draw drew drawn
break broke broken
spend spent
rise rose risen
drive drove driven
buy bought
wear wore worn
choose chose chosen
seek sought
throw threw thrown
catch caught
deal dealt
win won
sell sold
forget forgot forgotten
show showed shown
teach taught
lend lent
sign signed
fight fought
freeze froze frozen
hide hid hidden
lay laid
lie lay lain
eat ate eaten
drink drank drunk
ride rode ridden
ring rang rung
sing sang sung
sleep slept
steal stole stolen
stick stuck
strike struck
swim swam swum
wake woke woken
withdraw withdrew withdrawn
undertake undertook undertaken
overcome overcame
undo undid undone
rebuild rebuilt
resend resent
forgive forgave forgiven
fly flew flown
bite bit bitten
blow blew blown
good better best
bad worse worst
child children
person people persons
man men
woman women
analysis analyses
criterion criteria
"""

IRREGULAR: dict[str, str] = {}
for _row in _VERBS.strip().splitlines():
    _base, *_others = _row.split()
    for _word in _others:
        IRREGULAR[_word] = f"{IRREGULAR[_word]} {_base}" if _word in IRREGULAR else _base
