"""What the advice does not know, plainly: the caveats of its formulas and of the evidence behind its rules."""

from __future__ import annotations

from advisor.language import N_

DECISION = N_(
    "In each simulated future: of what no gate closes, take those that break the fewest limits; of these those that "
    "bring the facts or the behaviour that this future lacks; and of these the one of most net value, or, where "
    "nobody said what an answer is worth, the cheapest within reach of the best quality. Ties go to the simpler way."
)
"""How the decision is made."""

OF_A_CHART = N_(
    "The chart of costs at other volumes keeps today's models and machines; at another scale others may be better."
)
"""A limit of what only the pages show."""

LIMITS = (
    (
        N_("The decision"),
        (
            N_(
                "The rules add up independently of each other, with weights set by judgement and held against "
                "published cases. Those cases are survivors of 2023 to 2025, told in few words: a good score on them "
                "is no proof."
            ),
            N_(
                "What a model fails at, how well it was prompted and how many examples there are decide most. If "
                "they are unknown, the advice is a guess with a wide range; the page Recommendation says what to "
                "measure first."
            ),
            N_(
                "Ways are compared, not products: a system in real life often combines several steps, each in its "
                "own way."
            ),
        ),
    ),
    (
        N_("Quality"),
        (
            N_(
                "Uplifts come from papers and reports that mix metrics, models of 2023 and 2024 and vendors' own "
                "tests. They are ranges to start from and never forecasts; your own test set replaces them."
            ),
            N_(
                "Tuning seldom teaches facts that last; retrieval works only as well as its search. A naive "
                "combination of both can be worse than either."
            ),
            N_(
                "Retrieval reduces invented answers and does not end them: tools for lawyers still invented 17 to 33 "
                "of 100."
            ),
        ),
    ),
    (
        N_("Costs"),
        (
            N_(
                "Prices of models are list prices without tax and discounts. Announced changes are counted; those "
                "that nobody has announced are not, and prices have mostly fallen."
            ),
            N_(
                "Work is estimated from a table for a middling project, by judgement and held against published "
                "calendars. Your own people's estimate is worth more."
            ),
            N_(
                "Tokens that a reasoning model spends on thinking are not counted unless you count them as part of "
                "the answer."
            ),
            OF_A_CHART,
        ),
    ),
    (
        N_("Machines and time"),
        (
            N_(
                "Serving is a roofline with constants set on published rows; the page Compute shows how far off it "
                "was. Pipelines over several machines, speculative decoding and shared prefixes are not modelled."
            ),
            N_("How long an API takes comes from parameters, not from a measurement at your provider."),
            N_(
                "Memory of full training is the least certain: half and twice the figure are possible with other "
                "optimisers."
            ),
            N_(
                "Carbon counts the electricity of operation, not the making of hardware. For APIs nothing is published."
            ),
            N_(
                "The calendar knows one chain of phases and one team; holidays, procurement and approvals are not in "
                "it."
            ),
        ),
    ),
)
"""Subjects with their limits."""
