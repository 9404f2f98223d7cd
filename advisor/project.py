"""What a team tells us: every question, declared once, and the project file that holds the answers.

A project is a YAML or JSON file with a version. An answer left out, null or "don't know" is unknown, which is
not zero: what is then assumed stands beside the question and is shown as a guess.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from advisor.language import N_
from advisor.questions import Answer, Assumed, Kind, Option, Question, Range
from advisor.roster import Member

VERSION = 1

YES_NO_EVEN = Assumed(0.5, 0.5, 0.5)
YES_NO_SELDOM = Assumed(0.15, 0.15, 0.15)

ROLES = (
    Option("product_manager", N_("Product manager")),
    Option("project_manager", N_("Project manager")),
    Option("domain_expert_business", N_("Domain expert")),
    Option("llm_prompt_engineer", N_("Prompt and LLM engineer")),
    Option("backend_engineer", N_("Software engineer")),
    Option("data_engineer", N_("Data or search engineer")),
    Option("ml_engineer", N_("Machine learning engineer")),
    Option("data_scientist", N_("Data scientist")),
    Option("mlops_platform_engineer", N_("Platform (MLOps) engineer")),
    Option("security_engineer", N_("Security engineer")),
    Option("compliance_officer", N_("Compliance officer")),
    Option("ux_designer", N_("UX designer")),
    Option("annotator", N_("Annotator")),
)
SKILLS = (
    Option("none", N_("Nobody has done it"), 0),
    Option("some", N_("Has built one or two"), 1),
    Option("strong", N_("Does it for a living"), 2),
    Option("research", N_("A research team"), 3),
)
CHANGE_DAYS = (
    Option("minutes", N_("Within minutes"), 0.02),
    Option("hour", N_("Every hour"), 0.05),
    Option("day", N_("Every day"), 1),
    Option("week", N_("Every week"), 7),
    Option("month", N_("Every month"), 30),
    Option("quarter", N_("Every quarter"), 91),
    Option("year", N_("Every year"), 365),
    Option("never", N_("Hardly ever"), 1825),
)


class Group(BaseModel):
    """A group of questions; a field's metadata is the question that it answers."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    @classmethod
    def questions(cls) -> dict[str, Question]:
        """The questions of the group, by the name of their field."""
        return {
            name: next(extra for extra in field.metadata if isinstance(extra, Question))
            for name, field in cls.model_fields.items()
        }

    @field_validator("*", mode="before")
    @classmethod
    def _parse(cls, given: Any, info: ValidationInfo) -> Answer:
        return cls.questions()[str(info.field_name)].parse(given)


class Task(Group):
    """What the model is to do, and how well it does it today."""

    kind: Annotated[str | None, Question(
        Kind.CHOICE, N_("What is the task?"),
        N_("The one that most requests belong to. What arrives and what must come back decide, not the trade."),
        options=(
            Option("document_questions", N_("Questions answered from documents or data")),
            Option("whole_document_reasoning", N_("Reasoning over one whole long document")),
            Option("classification", N_("Classifying or scoring")),
            Option("extraction", N_("Extracting fields")),
            Option("text_to_query", N_("Turning questions into SQL, a query language or API calls")),
            Option("house_style_writing", N_("Writing or correcting in a given style, form or language")),
            Option("summarising", N_("Summarising or rewriting a text that is given")),
            Option("code_own_repositories", N_("Code on one's own repositories")),
            Option("support_dialogue", N_("Support conversations with customers or staff")),
            Option("general_assistance", N_("General help: drafting, ideas, questions on what the user pastes")),
        ))] = None
    failure: Annotated[str | None, Question(
        Kind.CHOICE, N_("What does a plain or prompted model get wrong today?"),
        N_("Facts: it does not know, or invents, what is particular to you. Behaviour: all it needs is there, and yet "
           "format, style, labels, syntax or judgement are wrong. Choose “not tried” where nobody has looked."),
        options=(
            Option("nothing", N_("Nothing that matters")),
            Option("facts", N_("Facts: it lacks knowledge")),
            Option("form", N_("Behaviour: form, style, labels or skill")),
            Option("both", N_("Both facts and behaviour")),
            Option("not_tried", N_("Not tried yet")),
        ))] = None
    prompt_effort: Annotated[Range | None, Question(
        Kind.SCALE, N_("How far has prompting been taken?"),
        N_("A failure counts for more after serious work on instructions and examples than after one line."),
        options=(
            Option("none", N_("Not tried"), 0), Option("one_line", N_("A line or two, no examples"), 1),
            Option("worked", N_("Worked instructions and examples"), 2),
            Option("exhausted", N_("Everything sensible, measured"), 3),
        ), assumed=Assumed(0, 1, 2))] = None
    measured_quality: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Share of good answers measured today"),
        N_("With the best prompt so far, on your own test questions. Leave out if nobody has measured."),
        unit="share", lowest=0, highest=1)] = None
    target_quality: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Share of good answers that is needed"),
        N_("Below it, the system is not worth releasing."), unit="share", lowest=0, highest=1,
        assumed=Assumed(0.8, 0.9, 0.95))] = None
    citations: Annotated[bool | None, Question(
        Kind.FLAG, N_("Must an answer show its source?"),
        N_("The passage, page, rule or document that it rests on."), assumed=YES_NO_SELDOM)] = None
    reader_rights: Annotated[bool | None, Question(
        Kind.FLAG, N_("May different readers see different facts?"),
        N_("Rights by person, client or tenant that the answers must respect."), assumed=YES_NO_SELDOM)] = None
    erasure: Annotated[bool | None, Question(
        Kind.FLAG, N_("Must a fact be erased on demand?"),
        N_("For instance personal data whose owner may ask for its deletion."), assumed=YES_NO_SELDOM)] = None
    strictness: Annotated[Range | None, Question(
        Kind.SCALE, N_("How strict is the form or style of an answer?"),
        N_("“Unusual” is what public models have hardly seen: a language of your own, an odd mix of parts, a "
           "demanding voice. Ordinary JSON or a closed list of labels is “fixed”."),
        options=(
            Option("free", N_("Free: any clear answer"), 0), Option("loose", N_("Loose: a layout, a polite tone"), 1),
            Option("fixed", N_("Fixed: a schema, labels, a template"), 2),
            Option("unusual", N_("Unusual: own language, voice or format"), 3),
        ), assumed=Assumed(0, 1, 2))] = None
    domain_language: Annotated[Range | None, Question(
        Kind.SCALE, N_("How much of the domain's language does a general model miss?"),
        N_("Jargon, codes, dialect, a language with little text on the web."),
        options=(
            Option("none", N_("None: everyday language"), 0), Option("some", N_("Some terms"), 1),
            Option("much", N_("Much: jargon everywhere"), 2), Option("most", N_("Most: it hardly knows it"), 3),
        ), assumed=Assumed(0, 1, 2))] = None
    harm: Annotated[Range | None, Question(
        Kind.SCALE, N_("What does a wrong answer do?"), N_("When nobody catches it."),
        options=(
            Option("none", N_("Nothing much"), 0), Option("annoying", N_("Annoys or wastes time"), 1),
            Option("costly", N_("Costs money or trust"), 2),
            Option("dangerous", N_("Endangers people or is illegal"), 3),
        ), assumed=Assumed(0, 1, 2))] = None
    regulation: Annotated[Range | None, Question(
        Kind.SCALE, N_("How strictly is the trade regulated?"),
        N_("Whether an authority, an auditor or a formal security review must be content before release."),
        options=(
            Option("none", N_("Not at all"), 0), Option("moderate", N_("As most firms: data protection, contracts"), 1),
            Option("strict", N_("Strictly: a formal review before release"), 2),
        ), assumed=Assumed(0, 1, 2))] = None
    integrations: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Systems to connect"),
        N_("Where it must read from, write to or appear: a document store, a ticket system, a chat, a sign-in."),
        unit="count", lowest=0, highest=1000, assumed=Assumed(0, 1, 3))] = None
    rules_change: Annotated[Range | None, Question(
        Kind.SCALE, N_("How often do the task's own rules change?"),
        N_("Its labels, format, style guide or product shape; not the facts."),
        options=CHANGE_DAYS[2:], assumed=Assumed(91, 365, 1825))] = None
    breadth: Annotated[Range | None, Question(
        Kind.SCALE, N_("How wide is the task?"),
        N_("One narrow, well-defined step, or anything that people come up with."),
        options=(
            Option("narrow", N_("One narrow, well-defined step"), 0),
            Option("several", N_("A few kinds of request"), 1),
            Option("open", N_("Open-ended"), 2),
        ), assumed=Assumed(0, 1, 2))] = None
    sponsor_wish: Annotated[str | None, Question(
        Kind.CHOICE, N_("Has somebody already asked for one way?"),
        N_("It never changes the advice; a conflict with it is shown."),
        options=(
            Option("prompt", N_("A good prompt")), Option("rag", N_("RAG")), Option("finetune", N_("Fine-tuning")),
            Option("hybrid", N_("RAG and fine-tuning")),
        ))] = None


class Knowledge(Group):
    """What the answers rest on, how much of it there is and how it moves."""

    source: Annotated[str | None, Question(
        Kind.CHOICE, N_("Where do the facts for an answer come from?"),
        N_("“The request” when everything needed arrives with it (a listing to label, a text to summarise, a schema "
           "already fetched). “Own documents” when something must be known that is not in the request."),
        options=(
            Option("request", N_("The request carries everything")),
            Option("general", N_("General knowledge is enough")),
            Option("documents", N_("Own documents, data or code")),
        ))] = None
    documents: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Documents"), N_("Files, articles, records or database rows that may hold an answer."),
        unit="documents", lowest=0, highest=1e11, assumed=Assumed(200, 2000, 20000))] = None
    pages_per_document: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Pages a document"), N_("Of about 500 words; a short record may be 0.1."),
        unit="pages", lowest=0.01, highest=1e5, assumed=Assumed(1, 4, 15))] = None
    formats: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Formats of documents"),
        N_("PDF, scans, Word, web pages, mails, tables: each is read its own way."),
        unit="count", lowest=1, highest=100, assumed=Assumed(1, 2, 4))] = None
    tokens: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Tokens in all, if known"), N_("Measured or counted; it takes the place of documents × pages."),
        unit="tokens", lowest=0, highest=1e15)] = None
    change_interval: Annotated[Range | None, Question(
        Kind.SCALE, N_("How often do the facts change?"),
        N_("Any change that would make an answer wrong: edits, new documents, prices, stock."),
        options=CHANGE_DAYS, assumed=Assumed(7, 30, 365))] = None
    freshness: Annotated[Range | None, Question(
        Kind.SCALE, N_("How soon must a change show?"), N_("From the change of the fact to its showing in answers."),
        options=CHANGE_DAYS[:6], assumed=Assumed(1, 7, 30))] = None
    public_share: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Share that a public model already knows"),
        N_("Of the facts needed; near 0 for internal documents, near 1 for common knowledge."),
        unit="share", lowest=0, highest=1, assumed=Assumed(0, 0.2, 0.6))] = None
    languages: Annotated[tuple[str, ...] | None, Question(
        Kind.NAMES, N_("Languages"), N_("Of documents and questions, as two letters: en, es..."))] = None
    lookup_allowed: Annotated[bool | None, Question(
        Kind.FLAG, N_("May the text be copied into a search index?"),
        N_("No only where a rule forbids any copy or index; sending text with a request is another matter."),
        assumed=Assumed(1, 1, 1))] = None


class Examples(Group):
    """The team's own labelled pairs of input and good output, for training and for testing."""

    labelled: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Labelled examples today"),
        N_("Pairs of an input and the output that experts approve: past cases, adjudicated records, approved texts. "
           "Documents are not examples."),
        unit="examples", lowest=0, highest=1e10, assumed=Assumed(0, 100, 2000))] = None
    per_week: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Examples that can be made a week"),
        N_("By people, or drafted by a large model and checked by people. 0 if nobody can."),
        unit="examples/week", lowest=0, highest=1e8, assumed=Assumed(20, 100, 1000))] = None
    cost_each: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Cost of one example"), N_("If bought or paid apart from the team's own time."),
        unit="USD/example", lowest=0, highest=1e5, money=True)] = None
    evaluation_set: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Examples in the test set"), N_("Kept apart to measure with. 0 if there is none."),
        unit="examples", lowest=0, highest=1e8, assumed=Assumed(0, 50, 300))] = None


class Traffic(Group):
    """How much is asked, how long it is and how fast an answer must come."""

    users: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Users"), N_("People or systems that ask, at launch."), unit="people", lowest=0, highest=1e10,
        assumed=Assumed(50, 200, 2000))] = None
    queries_per_user_day: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Requests a user and day"), N_("On a working day."), unit="queries/day", lowest=0, highest=1e6,
        assumed=Assumed(1, 4, 10))] = None
    queries_per_day: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Requests a day in all, if known"), N_("It takes the place of users × requests."),
        unit="queries/day", lowest=0, highest=1e11)] = None
    peak_factor: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Peak hour against the mean hour"), N_("How many times busier the busiest hour is."),
        unit="count", lowest=1, highest=1000, assumed=Assumed(2, 4, 8))] = None
    growth_per_year: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Growth a year"), N_("50% is half as much again each year."), unit="share", lowest=-0.9,
        highest=20, assumed=Assumed(0, 0.3, 1))] = None
    question_tokens: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Tokens of a request"), N_("What the user or system sends, without documents looked up."),
        unit="tokens", lowest=1, highest=1e7, assumed=Assumed(50, 200, 1500))] = None
    answer_tokens: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Tokens of an answer"), N_("What comes back."), unit="tokens", lowest=1, highest=1e6,
        assumed=Assumed(50, 250, 800))] = None
    turns: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Turns of a conversation"), N_("1 where each request stands alone."), unit="count", lowest=1,
        highest=1000, assumed=Assumed(1, 2, 5))] = None
    first_token_seconds: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Time to the first word"), N_("At most, for most requests."), unit="s", lowest=0.01,
        highest=1e6)] = None
    answer_seconds: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Time to the whole answer"), N_("At most, for most requests."), unit="s", lowest=0.01,
        highest=1e7)] = None
    batch_share: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Share that can wait for a nightly batch"), N_("Batch prices are often half."), unit="share",
        lowest=0, highest=1, assumed=Assumed(0, 0, 0.2))] = None


class Place(Group):
    """Where data may go and which models may be used."""

    data_location: Annotated[str | None, Question(
        Kind.CHOICE, N_("Where may the data go?"), N_("The freest place that is allowed."),
        options=(
            Option("any_api", N_("Any provider's API")), Option("regional_api", N_("An API in a given region")),
            Option("own_cloud", N_("Own account in a cloud")), Option("own_premises", N_("Own machines")),
            Option("air_gap", N_("Machines with no network at all")),
        ))] = None
    licences: Annotated[str | None, Question(
        Kind.CHOICE, N_("Which licences may a model have?"), N_("For commercial use, where it matters."),
        options=(
            Option("any", N_("Any")), Option("open_weights", N_("Open weights only")),
            Option("permissive", N_("Open weights without conditions")),
        ))] = None
    providers: Annotated[tuple[str, ...] | None, Question(
        Kind.NAMES, N_("Providers that are approved"),
        N_("Left out: any. For instance openai, azure, mistral."))] = None
    base_model: Annotated[str | None, Question(
        Kind.CHOICE, N_("What about changing the base model?"),
        N_("A tuned model must be trained again for every new base; an API may change under you."),
        options=(
            Option("swap_often", N_("We want the newest every few months")), Option("free", N_("No matter")),
            Option("frozen", N_("It must not change without us")),
        ))] = None
    memory_gb: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Memory of the device, in GB, if the model must run on one"),
        N_("A phone, a panel, a given server: all memory that the model may use."), unit="count", lowest=0.1,
        highest=1e5)] = None
    gpus: Annotated[Range | None, Question(
        Kind.NUMBER, N_("GPUs already there"), N_("Data-centre GPUs that the project may use. 0 if none."), unit="GPUs",
        lowest=0, highest=1e6, assumed=Assumed(0, 0, 0))] = None
    gpu_contract: Annotated[str | None, Question(
        Kind.CHOICE, N_("How would GPUs be rented?"),
        N_("Left out: on demand. Reserved is cheaper for who commits to a year or more; spot machines may be taken "
           "away at any time."),
        options=(
            Option("on_demand", N_("On demand")), Option("reserved", N_("Reserved")), Option("spot", N_("Spot")),
        ))] = None


class Team(Group):
    """Who is there, who may come, and what they have done before."""

    people: Annotated[tuple[Member, ...] | None, Question(
        Kind.ROSTER, N_("People by role"), N_("Full-time equivalents that the project may use."), unit="people",
        highest=1e4, options=ROLES)] = None
    size: Annotated[Range | None, Question(
        Kind.NUMBER, N_("People in all, where roles are not known"),
        N_("Full-time equivalents; it counts only where no roles are given."), unit="people", lowest=0,
        highest=1e5)] = None
    may_hire: Annotated[bool | None, Question(
        Kind.FLAG, N_("May people be hired?"), N_("On the payroll."), assumed=YES_NO_EVEN)] = None
    may_contract: Annotated[bool | None, Question(
        Kind.FLAG, N_("May people be contracted?"), N_("Freelancers or a consultancy."), assumed=YES_NO_EVEN)] = None
    country: Annotated[str | None, Question(
        Kind.CHOICE, N_("Country"), N_("For salaries, on-costs, public holidays, electricity and carbon."),
        options=tuple(Option(code, name) for code, name in (
            ("AT", N_("Austria")), ("AU", N_("Australia")), ("BE", N_("Belgium")), ("BR", N_("Brazil")),
            ("CA", N_("Canada")), ("CH", N_("Switzerland")), ("CL", N_("Chile")), ("CO", N_("Colombia")),
            ("DE", N_("Germany")), ("DK", N_("Denmark")), ("ES", N_("Spain")), ("FI", N_("Finland")),
            ("FR", N_("France")), ("GB", N_("United Kingdom")), ("IE", N_("Ireland")), ("IN", N_("India")),
            ("IT", N_("Italy")), ("JP", N_("Japan")), ("MX", N_("Mexico")), ("NL", N_("Netherlands")),
            ("NO", N_("Norway")), ("PL", N_("Poland")), ("PT", N_("Portugal")), ("SE", N_("Sweden")),
            ("SG", N_("Singapore")), ("US", N_("United States")), ("AR", N_("Argentina")), ("CN", N_("China")),
        )))] = None
    skill_search: Annotated[Range | None, Question(
        Kind.SCALE, N_("Skill in search and data engineering"), N_("Indexes, pipelines, databases."), options=SKILLS,
        assumed=Assumed(0, 1, 2))] = None
    skill_ml: Annotated[Range | None, Question(
        Kind.SCALE, N_("Skill in training models"), N_("Preparing data, training, serving one's own model."),
        options=SKILLS, assumed=Assumed(0, 0, 2))] = None
    skill_evaluation: Annotated[Range | None, Question(
        Kind.SCALE, N_("Skill in evaluating models"), N_("Test sets, judges, error analysis."), options=SKILLS,
        assumed=Assumed(0, 1, 2))] = None


class Money(Group):
    """What may be spent, until when, and what an answer is worth."""

    currency: Annotated[str | None, Question(
        Kind.CHOICE, N_("Currency"), N_("Of every amount in this project."),
        options=tuple(Option(code, code) for code in (
            "USD", "EUR", "GBP", "CHF", "JPY", "CZK", "DKK", "HUF", "PLN", "RON", "SEK", "ISK", "NOK", "TRY", "AUD",
            "BRL", "CAD", "CNY", "HKD", "IDR", "ILS", "INR", "KRW", "MXN", "MYR", "NZD", "PHP", "SGD", "THB", "ZAR",
        )))] = None
    one_off_budget: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Budget until launch"), N_("People, machines, data: all that is spent once."), unit="USD",
        lowest=0, highest=1e12, money=True)] = None
    monthly_budget: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Budget a month afterwards"), N_("Running it, people included."), unit="USD/month", lowest=0,
        highest=1e11, money=True)] = None
    cost_pressure: Annotated[Range | None, Question(
        Kind.SCALE, N_("How much does the running cost of a large model hurt?"),
        N_("Of a prompted frontier model at your volume, as measured or quoted."),
        options=(
            Option("none", N_("Not at all"), 0), Option("noticed", N_("It is noticed"), 1),
            Option("heavy", N_("It matters much"), 2), Option("prohibitive", N_("It is prohibitive"), 3),
        ), assumed=Assumed(0, 0, 1))] = None
    current_bill: Annotated[Range | None, Question(
        Kind.NUMBER, N_("What a large model costs a month today"),
        N_("The API bill of a prompted large model at this volume, as paid or quoted."), unit="USD/month", lowest=0,
        highest=1e11, money=True)] = None
    horizon_months: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Months to plan for"), N_("After launch."), unit="months", lowest=1, highest=120,
        assumed=Assumed(24, 24, 24))] = None
    go_live: Annotated[Range | None, Question(
        Kind.DAY, N_("Must be live by"), N_("A hard date; leave out if there is none."),
        lowest=1, highest=3652059)] = None
    good_answer_value: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Value of a good answer"), N_("Minutes saved × what a minute costs, or a sale's margin."),
        unit="USD/query", lowest=0, highest=1e7, money=True)] = None
    wrong_answer_cost: Annotated[Range | None, Question(
        Kind.NUMBER, N_("Cost of a wrong answer"), N_("Repairs, refunds, complaints; on average."), unit="USD/query",
        lowest=0, highest=1e8, money=True)] = None


GROUPS: dict[str, type[Group]] = {
    "task": Task, "knowledge": Knowledge, "examples": Examples, "traffic": Traffic, "place": Place, "team": Team,
    "money": Money,
}  # fmt: skip
GROUP_TITLES = {
    "task": N_("Task"), "knowledge": N_("Knowledge"), "examples": N_("Examples"), "traffic": N_("Traffic"),
    "place": N_("Place"), "team": N_("Team"), "money": N_("Money and time"),
}  # fmt: skip
QUESTIONS: dict[str, Question] = {
    f"{group}.{name}": question for group, fields in GROUPS.items() for name, question in fields.questions().items()
}
