"""The glossary one starts with: words of technical sales in plain English, written for Evener."""

from __future__ import annotations

from evener.plain.engine.glossary import Entry, Glossary

# word: what to say instead | what it means | what it is like. A line that begins with a bar goes on.
_ABBREVIATIONS = """
API: a way for programs to talk to each other | a set of calls that one program offers to others
  | a counter with a fixed menu: you order by name and need not see the kitchen
BOM: list of parts | every part a thing is made of, with how many of each
CAPEX: money to buy things | what is paid once to own something, and written off over years
CI/CD: automatic testing and delivery | every change is tested and handed over by machines
CRM: customer records | the system in which a company keeps its customers and deals
CSV: a plain table file | a table as text, readable by any spreadsheet
DMZ: buffer network | a small network between yours and the internet
  | a porch with two doors that are never open together
EOL: end of support | the day after which a product gets no more repairs
ERP: business system | the system for orders, stock and accounts
ETL: moving and cleaning data | data are read, put in order and written elsewhere
FAT: test before shipping | the customer sees the machine work at the factory
GDPR: European privacy law | the rules for data about people in the European Union
HMI: operator screen | the screen at which somebody runs a machine
IaaS: rented servers | computers in somebody else's data centre, paid by use
ICP: the customers we are made for | what our best customers have in common
IIoT: connected machines | machines that report what they do over a network
IoT: connected devices | things that report over a network
KPI: number we steer by | a number that says whether things go well
LDAP: staff directory | the list of people and passwords a company signs in with
MEDDIC: our checklist for a deal | a list of what one must know about a deal
MES: production system | the system that plans and records what is made on the shop floor
MFA: second step at sign-in | a code from the phone beside the password | a second lock whose key is in your pocket
MQTT: a light way to send machine data | short messages from machines, sent only when something changes
MSA: frame contract | the contract that holds for all orders between two companies
MTBF: time between two failures | how long a machine runs on average until it fails
MTTR: time to repair | how long it takes on average until a failed machine runs again
MVP: first usable version | the smallest version somebody can work with
NDA: promise of secrecy | a contract not to pass on what one is told
NRE: one-off development cost | what it costs once to develop something for one customer
OEE: share of time a line makes good parts | running time, speed and quality in one number
OEM: the maker of the machine | who builds the machine in which others' parts work
OKR: goals for the quarter | a goal and the numbers by which one sees that it is met
OPC UA: a standard way to read machines | an open standard by which machines of all makes can be read
OPEX: running cost | what is paid month after month
OT: machine network | the computers and networks that run machines, apart from the office
PaaS: rented platform | a place to run programs without caring for servers
PLC: machine controller | the small computer that runs a machine
PoC: trial | a test whether it works at your place, with an end and a question to answer
PoV: our idea in writing | a short paper with our idea for your problem
QBR: review every quarter | a meeting every three months about what was reached
RBAC: rights by role | what somebody may do follows from the job they have
REST: a common way for programs to talk | requests over the web, as a browser makes them
RFI: questions before a tender | a customer asks what there is
RFP: tender | a customer asks for offers in a form that can be compared
RFQ: request for a price | a customer knows what they want and asks what it costs
ROI: what you get back | what it earns or saves, held against what it costs
RPO: how much data you may lose | the longest time before a failure of which data may be missing
RTO: how long you may stand still | the longest time until it works again after a failure
SaaS: software we run for you | a program used through the browser, that its maker runs
SAML: sign-in with your own account | a standard by which people sign in with their company's account
SAT: test at your site | the customer sees the machine work in its place
SCADA: control room system | the system that shows and steers a whole plant
SDK: building kit for developers | code and guides with which others build on our product
SI: the company that puts it all together | a company that makes products of several makers work as one
SLA: agreed service level | what we answer for: how fast, how often, and what happens if not
  | the arrival time on a train ticket, with your money back when it is late
SME: expert | somebody who knows a subject thoroughly
SOC: security audit | an auditor's report on how a company guards data
SOW: description of the work | what is done, by when and for how much
SSO: one sign-in for everything | one password for all programs | one key that opens every door you may use
TCO: cost over the whole life | price, running, repairs and taking it away again
TLS: encryption on the way | nobody between sender and receiver can read along
TTV: time until it helps | how long from the signature to the first use
UAT: test by your people | those who will use it try whether they can
UI: what you see on the screen | screens and buttons
UX: how it feels to use | whether people can do their work with it, and like to
VAR: reseller | a company that sells our product with its own services
VM: a computer within a computer | a program that behaves like a computer of its own
  | a flat in a house: its own door, shared walls
VPN: private tunnel through the internet | a connection others cannot look into
"""
_WORDS = """
actionable: useful
agile: in short steps
air-gapped: with no connection to other networks | nothing goes in or out by cable or air
at scale: for many at once
bandwidth: time | of people: how much they can still take on
best-in-class: among the best
best-of-breed: the best of its kind
bleeding edge: very new and not yet proven
boil the ocean: do everything at once
brownfield: a plant that is running already
business case: what it costs and what it brings
change management: helping people to work in the new way
circle back: talk about it again
cloud-native: made to run in the cloud
commissioning: putting it into service | starting, setting and testing a machine at its place
containerised: packed so that it runs anywhere | like goods in a shipping container: any ship can carry it
cross-functional: from several departments
customer-centric: built around the customer
cutting-edge: new
data lake: one large store for all data | everything is poured in as it comes, and sorted when it is needed
deep dive: close look
deliverable: what we hand over
deploy: install
digital transformation: doing the work with computers instead of paper
disruptive: quite different
downstream: later
drill down: look closer
ecosystem: products that work together
edge device: small computer beside the machine
enablement: training
end-to-end: from start to finish
failover: automatic change to a spare
firmware: the program inside the device
footprint: space
frictionless: easy
functionality: what it can do
future-proof: easy to change later
game changer: great improvement
go-live: first day in real use
go-to-market: how we sell
granular: detailed
greenfield: a plant that is built anew
heterogeneous: of different kinds
high availability: hardly ever down | a second one takes over when the first fails
holistic: as a whole
idempotent: safe to send twice | doing it again changes nothing | pressing the lift button twice
ideate: think up
impactful: effective
in the weeds: lost in details
interoperability: working together with other makes
latency: delay
legacy system: the system you have
leverage: use
low-hanging fruit: what is easily done first
methodology: method
middleware: program between two others
mission-critical: what you cannot do without
move the needle: make a difference
mutual action plan: our plan together
offboard: hand over and close
omnichannel: by shop, phone and web alike
on-premises: on your own computers
on-prem: on your own computers
onboard: start up with
operationalise: put to use
operationalize: put to use
optimise: improve
optimize: improve
orchestrate: run together
out of the box: without changes
out-of-the-box: without changes
paradigm shift: new way of thinking
payload: the data sent
pain point: problem
ping me: write to me
plug-and-play: works once it is plugged in
proactive: before it is asked for
proof of concept: trial
redundancy: a spare for when one fails
roll out: introduce
rollout: introduction
scalable: able to grow
scope creep: more and more added along the way
seamless: smooth
silo: department that keeps to itself
single pane of glass: everything on one screen
single source of truth: one place where it is right
sizing: working out how large it must be
stakeholder: person concerned
state-of-the-art: new
streamline: make simpler
synergy: gain from working together
take offline: talk about later
telemetry: readings sent by machines
thought leadership: good ideas in public
throughput: amount in a given time
time to value: time until it helps
tenant-specific: made for one customer
touch base: talk
touchpoint: contact
turnkey: ready to use
upsell: sell more
use case: what it is used for
utilise: use
utilize: use
value proposition: what you gain from it
value-add: what you gain
vendor lock-in: being unable to leave
webhook: message from one program to another | one program tells the other at once when something happens
  | a doorbell instead of looking out every minute
white paper: report
win-win: good for both sides
workflow: way of working
workstream: part of the work
"""


def _entries(text: str) -> tuple[Entry, ...]:
    found = []
    for line in text.strip().replace("\n  |", " |").splitlines():
        word, _colon, rest = line.partition(": ")
        plain, meaning, analogy = (*(part.strip() for part in rest.split(" | ")), "", "")[:3]
        found.append(Entry(word, plain, analogy, meaning, language="en"))
    return tuple(found)


STARTING = _entries(_ABBREVIATIONS) + _entries(_WORDS)
BUILT_IN = Glossary(STARTING)
