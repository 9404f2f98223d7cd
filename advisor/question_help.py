"""What stands beside each question besides its meaning: where its answer is found, and what a wrong one does.

What a wrong answer does is what the rules, gates and formulas do with it, in words.
"""

from __future__ import annotations

from advisor.language import N_

WHERE = {
    "task.kind": N_("Look at the last hundred requests, or at what people would ask first."),
    "task.failure": N_("Read fifty real answers and sort the bad ones."),
    "task.prompt_effort": N_("Ask who wrote the prompt how many versions were measured."),
    "task.measured_quality": N_("From your own test questions; the page Project takes trials of each way, too."),
    "task.target_quality": N_("Ask who answers for mistakes how many in a hundred can be borne."),
    "task.citations": N_("Ask those who will use the answers, and whoever audits them."),
    "task.reader_rights": N_("Ask who manages the rights of the document store."),
    "task.erasure": N_("Ask whoever is in charge of data protection."),
    "task.strictness": N_("Compare ten approved answers: what do all of them keep to?"),
    "task.domain_language": N_("Ask a general model to explain twenty of your terms."),
    "task.harm": N_("Think of the worst wrong answer of the last year."),
    "task.regulation": N_("Ask legal or compliance whether anything must be signed off before release."),
    "task.integrations": N_("Draw what it reads from and where it appears, and count."),
    "task.rules_change": N_("Look when the style guide or the list of labels was last changed."),
    "task.breadth": N_("Sort a week of requests by what is done with them."),
    "task.sponsor_wish": N_("Ask who pays what they have heard or promised."),
    "knowledge.source": N_("Take ten requests: could an expert answer with the request alone?"),
    "knowledge.documents": N_("Count the files on the drive, or rows in the table; the page Documents counts for you."),
    "knowledge.pages_per_document": N_("Open ten at random; the page Documents measures it."),
    "knowledge.formats": N_("List the file endings, and mind the scans."),
    "knowledge.tokens": N_("One page of English is about 700 tokens."),
    "knowledge.change_interval": N_("Ask who maintains the documents, or sort them by the date of change."),
    "knowledge.freshness": N_("Ask users how old an answer may be before it hurts."),
    "knowledge.public_share": N_("Ask a general model twenty questions without documents and count what it knows."),
    "knowledge.languages": N_("Look at the documents and at the questions; name the main one first."),
    "knowledge.lookup_allowed": N_("Ask the owner of the documents and whoever is in charge of data protection."),
    "examples.labelled": N_("Count cases that have both the input and the approved output."),
    "examples.per_week": N_("Have one expert make ten and take the time."),
    "examples.cost_each": N_("Ask for an offer, or divide the last bill by the examples."),
    "examples.evaluation_set": N_("Count the questions with a known good answer that nobody trains on."),
    "traffic.users": N_("From the staff list, the licences, or the visits of the site."),
    "traffic.queries_per_user_day": N_("From a pilot or the search log; else ask five users."),
    "traffic.queries_per_day": N_("From the log of today's system."),
    "traffic.peak_factor": N_("From the log: the busiest hour against the mean of all hours."),
    "traffic.growth_per_year": N_("From the plan, or from last year's log."),
    "traffic.question_tokens": N_("One word of English is about 1.3 tokens."),
    "traffic.answer_tokens": N_("Count the words of ten good answers; one word of English is about 1.3 tokens."),
    "traffic.turns": N_("From the log of conversations."),
    "traffic.first_token_seconds": N_("Ask users how long they would look at an empty page."),
    "traffic.answer_seconds": N_("Measure what the answer waits for: a person, a form, a call."),
    "traffic.batch_share": N_("Which requests does nobody wait for?"),
    "place.data_location": N_("Ask security or legal; contracts with clients may say it, too."),
    "place.licences": N_("Ask legal, or whoever buys software."),
    "place.providers": N_("Ask procurement who has a contract already."),
    "place.base_model": N_("Ask who runs it whether a model may change under them."),
    "place.memory_gb": N_("From the data sheet of the device, less what other programs use."),
    "place.gpus": N_("Ask who runs the machines what is free."),
    "place.gpu_contract": N_("Ask whoever signs the cloud contract."),
    "team.people": N_("From the plan of the department; count halves as halves."),
    "team.size": N_("Ask the manager how many could work on it full time."),
    "team.may_hire": N_("Ask who holds the head count."),
    "team.may_contract": N_("Ask procurement or the holder of the budget."),
    "team.country": N_("Where most of the team is employed."),
    "team.skill_search": N_("Ask who has built a search or a data pipeline that is in use."),
    "team.skill_ml": N_("Ask who has trained a model that is in use."),
    "team.skill_evaluation": N_("Ask who has built a test set and read its results."),
    "money.currency": N_("The one in which the budget is kept."),
    "money.one_off_budget": N_("Ask who pays; count the people's time, too."),
    "money.monthly_budget": N_("Ask who will pay for running it."),
    "money.cost_pressure": N_("Look at the last bill, or multiply requests by the price of one."),
    "money.current_bill": N_("The provider's invoice of last month."),
    "money.horizon_months": N_("For how long is the budget planned?"),
    "money.go_live": N_("Is there a contract, a law or a fair behind the date? Else leave it open."),
    "money.good_answer_value": N_("Time ten tasks with and without a good answer."),
    "money.wrong_answer_cost": N_("Ask support or quality what the last ten mistakes cost."),
}
IF_WRONG = {
    "task.kind": N_("Quality is read from published results of another kind of task, and both needs are judged by it."),
    "task.failure": N_("The strongest single sign: RAG is advised for want of form, or training for want of facts."),
    "task.prompt_effort": N_(
        "Said too high, training is advised for what a better prompt would mend; said too low, a first step "
        "is repeated."
    ),
    "task.measured_quality": N_(
        "Said too high, every other way is ruled out as not needed; said too low, all ways look worse than they are."
    ),
    "task.target_quality": N_(
        "Too high a target calls for ways that a good prompt would spare; too low a one stops at the prompt."
    ),
    "task.citations": N_(
        "A yes rules out ways that send no text along where answers rest on documents; a wrong no lets them in."
    ),
    "task.reader_rights": N_(
        "A wrong no may show readers what they must not see; a wrong yes rules out training on the facts and "
        "the whole corpus in the prompt."
    ),
    "task.erasure": N_(
        "A wrong no lets facts into weights, from which they cannot be erased; a wrong yes rules that out for nothing."
    ),
    "task.strictness": N_(
        "“Unusual” speaks strongly for training; chosen for an ordinary format, it pays for training that a "
        "prompt would spare."
    ),
    "task.domain_language": N_(
        "Said too high, it speaks for training; said too low, the model's trouble with your terms goes unseen."
    ),
    "task.harm": N_(
        "Work on evaluation, security and compliance grows with each step; too low, it is missing from the plan."
    ),
    "task.regulation": N_("Work on security and compliance grows with each step, and with it cost and launch date."),
    "task.integrations": N_("The work to build it grows with each system; the choice hardly moves."),
    "task.rules_change": N_("Rules that change often speak against training and set how often it must be repeated."),
    "task.breadth": N_("“Narrow” speaks for training a small model, “open-ended” strongly against it."),
    "task.sponsor_wish": N_("Nothing moves: only a conflict with the advice would be missed or wrongly told."),
    "knowledge.source": N_(
        "It weighs most of all on RAG: a wrong “own documents” builds a search nobody needs, a wrong "
        "“request” leaves the facts out."
    ),
    "knowledge.documents": N_(
        "It decides whether all of it fits into a prompt, and moves the work on documents and the cost of the index."
    ),
    "knowledge.pages_per_document": N_(
        "The size of the corpus is documents × pages: it decides whether all of it fits into a prompt, and "
        "what storage costs."
    ),
    "knowledge.formats": N_("Work on documents grows with each format, and with it cost and launch date."),
    "knowledge.tokens": N_("It decides whether all of it fits into a prompt, and moves the cost of the index."),
    "knowledge.change_interval": N_(
        "Fast change rules out facts in the weights, and the index must be renewed as often; said too slow, "
        "answers go stale."
    ),
    "knowledge.freshness": N_("No figure of today's model reads it; it is kept for the plan."),
    "knowledge.public_share": N_(
        "Said too high, it speaks against looking facts up, and what the model does not know is invented."
    ),
    "knowledge.languages": N_(
        "The first sets how many tokens a page has, their number how much work documents, examples and tests are."
    ),
    "knowledge.lookup_allowed": N_("A no rules out RAG and hybrid altogether."),
    "examples.labelled": N_("Too few rule training out; said too high, nobody plans the work of making them."),
    "examples.per_week": N_(
        "It sets how long labelling takes, and whether enough examples can be had in time to train at all."
    ),
    "examples.cost_each": N_(
        "The ways that train cost too little or too much until launch; left open, it counts as nothing on top "
        "of the team's time."
    ),
    "examples.evaluation_set": N_(
        "Said too high, a quality measured today weighs more than it deserves; with none, nobody could tell "
        "whether training helped."
    ),
    "traffic.users": N_(
        "Running costs and hardware follow users × requests; volume also speaks for a small trained model."
    ),
    "traffic.queries_per_user_day": N_("Running costs and hardware follow users × requests, in proportion."),
    "traffic.queries_per_day": N_(
        "Running costs and hardware follow it in proportion; volume also speaks for a small trained model."
    ),
    "traffic.peak_factor": N_(
        "Own GPUs are counted for the peak: too low, answers wait; too high, machines stand idle."
    ),
    "traffic.growth_per_year": N_("It moves the costs of later months and the machines needed at the peak."),
    "traffic.question_tokens": N_(
        "What is sent is paid for with each request; long ones may not fit a model's window."
    ),
    "traffic.answer_tokens": N_(
        "Written tokens cost most, and each takes its time: cost and seconds an answer follow it."
    ),
    "traffic.turns": N_("Earlier turns are sent again with each request: long conversations cost more than they seem."),
    "traffic.first_token_seconds": N_(
        "What cannot start so soon breaks the limit: too strict, good ways and models fall out."
    ),
    "traffic.answer_seconds": N_(
        "What is slower breaks the limit; below two seconds it speaks for a small trained model."
    ),
    "traffic.batch_share": N_("Said too high, the bill of an API is estimated too low."),
    "place.data_location": N_(
        "Said too free, the advice names a model that may not be used; said too strict, cheaper and stronger "
        "ones are ruled out."
    ),
    "place.licences": N_("Too strict, closed models are ruled out; too free, one is advised that may not be used."),
    "place.providers": N_("Every other provider's models are ruled out."),
    "place.base_model": N_(
        "“Newest every few months” speaks strongly against training, which must be repeated each time."
    ),
    "place.memory_gb": N_("Every model that does not fit is ruled out, and all that run elsewhere."),
    "place.gpus": N_("GPUs that are there need not be bought: said too high, the launch looks too cheap."),
    "place.gpu_contract": N_("Rent is estimated too high or too low; API ways do not move."),
    "team.people": N_("Who is missing must be hired, contracted or taught, which moves cost and launch date."),
    "team.size": N_("Fewer people take longer: the launch date moves."),
    "team.may_hire": N_("If nobody can be brought in and nobody has trained a model, training is ruled out."),
    "team.may_contract": N_("If nobody can be brought in and nobody has trained a model, training is ruled out."),
    "team.country": N_("Pay, holidays, electricity and carbon are those of another country."),
    "team.skill_search": N_(
        "Without enough of it somebody must be found or taught before RAG is built: the launch comes later."
    ),
    "team.skill_ml": N_(
        "Said too high, training is advised to people who cannot do it; with none and nobody to bring in, it "
        "is ruled out."
    ),
    "team.skill_evaluation": N_(
        "With nobody and no test set, training is ruled out: nobody could tell whether it helped."
    ),
    "money.currency": N_("Every amount you typed would mean another sum."),
    "money.one_off_budget": N_("Ways that cost more break the limit: too low, the best one may fall out."),
    "money.monthly_budget": N_(
        "Ways whose first month costs more break the limit: too low, the best one may fall out."
    ),
    "money.cost_pressure": N_(
        "It speaks strongly for a small trained model: said too high, training is advised that does not pay back."
    ),
    "money.current_bill": N_(
        "It says how soon training would pay back where nobody said how much the cost hurts, and whether a "
        "cheaper model would do."
    ),
    "money.horizon_months": N_("Over a short time, cheap launches win; over a long one, cheap running."),
    "money.go_live": N_("Too soon a date rules out training or search, which take weeks at least; a wish is no date."),
    "money.good_answer_value": N_("With it, ways are ranked by what they earn: said too high, quality wins over cost."),
    "money.wrong_answer_cost": N_(
        "It counts only beside the value of a good answer: said too high, the surest way wins at any price."
    ),
}
