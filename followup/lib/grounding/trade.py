"""Words that say the same, or the contrary, in talk about buying and selling.

One group a line. Adding a pair to SAME makes the verifier accept a paraphrase it refused; adding
one to OPPOSITES makes it refuse a swap it accepted.
"""

from __future__ import annotations

SAME = """
send share forward mail email provide deliver pass
call phone ring contact reach
contact approach reach call
chat talk speak discuss conversation discussion
discuss talk cover review
meet meeting session appointment sync
demo demonstration walkthrough
demonstrate show walk demo
deck slides presentation
quote quotation estimate
price pricing cost fee rate charge
cost price costs expense
pricey expensive costly high dear overpriced
cheap inexpensive affordable economical
reasonable affordable fair
contract agreement paperwork
sign signing signature
signoff approval approve
check verify confirm look investigate
confirm confirmation verify
ask request inquire enquire query
question query inquiry concern
worry concern worried concerned anxious afraid
want wish would like need desire keen interested
need require requirement necessary must
require requirement need demand
help assist support aid assistance
buy purchase order acquire
customer client buyer
supplier vendor provider
prospect potential possible prospective
staff employee people personnel team
colleague coworker teammate
boss manager lead head director
salesperson salesman representative rep agent seller
company firm business organisation organization
plan package policy scheme option
option choice alternative
offer propose suggest present provide
suggest recommend propose advise
start begin kick launch commence
kickoff start
finish end complete wrap conclude
complete full comprehensive whole entire
deadline due cutoff
deliver delivery ship
ship release launch
rollout deploy deployment launch implementation
implement implementation deploy introduce
install setup deploy
integrate integration connect connector
connect link
move migrate migration transfer
export download extract
import upload load
fix repair resolve solve sort
bug issue problem defect error
problem issue trouble difficulty challenge
outage downtime
fast quick rapid speedy prompt swift
quickly soon promptly fast
easy simple straightforward effortless
hard difficult tough challenging
big large great huge
small little minor
many several multiple numerous various lot lots
various different diverse several
wide broad extensive comprehensive
specific particular individual unique
unique exclusive distinctive special
new latest newest recent
current currently present now presently today
next following upcoming coming
annual annually yearly year
monthly month
weekly week
daily day
quarterly quarter
invoice bill billing
pay payment
discount reduction rebate off
cancel terminate end
renew renewal extend extension
expand expansion grow growth
reduce lower cut decrease drop
increase raise grow rise
budget money funding spend
trial pilot test
user seat licence license
licence license
training train teach onboarding
report reporting dashboard
data information info details
details information info specifics
document paper file
brochure leaflet flyer
legal lawyer lawyers counsel
security infosec
finance accounting procurement
test try testing
try attempt
happy glad pleased satisfied
like enjoy love
include contain comprise incorporate encompass cover feature
cover coverage include
tell inform let say explain
explain describe clarify outline
explain explanation
decide decision choose
agree agreed agreement accept consent
introduce introduction intro
prepare draft ready
set arrange organise organize schedule prepare create configure
put prepare assemble compile create
pull prepare gather
walk guide show
come return
burned hurt
run operate manage lead
pain problem trouble hurt hurts
main biggest key primary
must need required mandatory
draft write
schedule book arrange set plan
reschedule move postpone
postpone delay defer
join attend participate
visit come
wait hold
use using usage
usage use
save saving
register enroll enrol signup subscribe
approximately around about roughly circa
around about roughly approximately
per each every
whole entire full
via through by
approval approve authorise authorize
feedback comments thoughts input
update updates progress news
timeline schedule timing dates
goal aim objective target
benefit advantage plus
feature function capability
evaluate assess compare review consider
review look read
get receive obtain
receive get got
circle back return
return back
loop involve include copy
answer reply respond response
fit suit match
team group people
bring take
tomorrow day
mom mother mum
dad father
kid child
movie film cinema
flat apartment
car vehicle
auto car automobile
trip travel journey
dinner meal
buddy friend pal mate
job work position
house home
party celebration
sick ill unwell
angry mad upset
"""

OPPOSITES = """
expensive pricey costly high | cheap inexpensive affordable low reasonable
high higher | low lower
wide broad extensive comprehensive | narrow limited small restricted
specific particular | general generic
comprehensive full complete | basic partial limited incomplete
include including | exclude excluding except
automated automatic automatically | manual manually
free | paid chargeable
increase rise grow raise more | decrease fall shrink reduce lower less cut fewer
before earlier | after later
early sooner | late later
first | last
start begin launch | stop end finish cancel
accept approve agree | reject refuse decline deny
easy simple | hard difficult complex complicated complicating
fast quick quickly | slow slowly
new | existing old
buy purchase | sell
internal | external
public | private
on-site onsite | remote remotely
personal personalized personalised | group
weekly | monthly daily yearly annually quarterly
monthly | weekly daily yearly annually quarterly annual
annual annually yearly | monthly weekly quarterly daily
happy pleased satisfied | unhappy dissatisfied disappointed
strong | weak
open | closed
same | different
minimum least | maximum most
upgrade | downgrade
renew extend | cancel terminate churn
win | lose
success succeed | failure fail
secure safe | insecure unsafe risky
win won | lost
advanced | basic mediocre
efficient efficiency | inefficient inefficiency
possible | impossible
likely | unlikely
able | unable
inform | misinform
remember | forget
love like | hate dislike
ahead | behind
active | inactive passive
temporary | permanent
fixed | variable flexible
optional | mandatory required
male | female
allow permit | forbid prohibit block prevent
enable | disable
top | bottom
inside | outside
import | export
always | never
everyone everybody | nobody
up | down
cloud | on-premise on-premises
"""
