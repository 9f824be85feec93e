"""Small closed word lists of English that the checks share."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


FUNCTION = words("""
    a an the and or but so if as of at by for from in into on onto to with about than then that
    this these those there here it its i me my mine myself we us our ours ourselves you your
    yours yourself he him his she her hers they them their theirs who whom whose which what when
    where why how be am is are was were been being do does did done have has had having will
    would shall should can could may might must not no nor yes yeah ok okay well just also too
    very really quite already still yet again once both either neither each per via while during
    up down out off over under back both own same such some any because since until till whether
    like s t let us please um uh er hmm mm oh ah hey hi hello right um actually basically etc
    another other one ones something anything thing things someone anyone way im get got go
    going gonna lot bit much more all every though although even however others
""")

# Words a summary needs that no passage says; never evidence, seldom an invention by themselves.
FRAMING = words("""
    say tell ask mention discuss talk speak explain note point add suggest think believe feel
    state reply answer want need know call conversation discussion meeting email mail team group
    plan agree follow share send give take make see look come happen regard concern thank thanks
    summary recap quick note next step remind understand appreciate hope best regards dear
    currently today earlier later together will one two first second about also however besides
    additionally furthermore finally moreover therefore thus instead possibility topic matter
    regarding concerning overall
""")

REPORTING = words("""
    say tell ask mention explain note add think believe feel state reply answer want wonder
    report claim argue agree confirm promise offer suggest propose recommend point plan hope
    decide know understand discuss request commit undertake
""")

NEGATORS = words("""
    not no never none nobody nothing without neither nor cannot hardly barely fail fails failed
    failing unable refuse refuses refused lack lacks lacking except excluding stop stopped
    decline declined unlikely ain't avoid avoids avoided misses impossible nowhere
""")

HEDGES = words("""
    try tries trying tried might may maybe perhaps possibly probably likely hope hopes hoping
    hopefully attempt aim potentially tentatively provisionally considering consider ideally
    roughly presumably seem seems unsure unlikely guess doubt wish could
""")

CONDITIONS = words(
    "if unless once provided providing assuming pending depending depends subject whether"
)

AGREEMENT = words("""
    agree agreed agreeing deal accept accepted approve approved confirm confirmed commit
    committed decide decided promise promised sign signed settle settled guarantee guaranteed
    finalise finalize finalised finalized
""")

ASSENT = words("""
    yes yeah yep yup ok okay sure absolutely definitely certainly agreed deal perfect great fine
    works sounds exactly correct course done will alright brilliant lovely good
    ja gerne passt gut einverstanden genau prima oui d'accord parfait entendu sí vale claro perfecto
""")

ABSOLUTES = words("""
    best most only always never guarantee guaranteed guarantees certainly definitely undoubtedly
    all every everyone everything fastest leading perfect perfectly completely entirely
    unlimited immediately instantly exclusively unique biggest largest highest lowest cheapest
    easiest fully totally absolutely worst greatest unprecedented revolutionary amazing
    incredible outstanding unmatched flawless effortlessly huge massive dramatically hugely
    extremely everybody nobody forever permanently
""")

AUXILIARIES = words("""
    be am is are was were been being do does did have has had will would shall should can could
    may might must to going
""")

ADVERBS = words("""
    also just still already really then now probably definitely certainly maybe perhaps possibly
    happily gladly only always never even actually simply again soon therefore both all likely
    quickly currently ever hopefully kindly please later together internally personally not no
    n't absolutely def totally
""")

PRONOUNS = words("i we you he she they it who there")
