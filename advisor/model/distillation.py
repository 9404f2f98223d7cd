"""Distillation: a large model drafts the examples that are lacking, and people check them.

A comparison beside the plan, in which people write all examples: nothing here enters the total cost or the ranking.
Drafting and checking are taken for questions with written answers; short labels are made faster than that.
"""

import numpy as np

from advisor.units import (
    Count,
    Days,
    Examples,
    ExamplesPerDay,
    Flag,
    Hours,
    Tokens,
    Usd,
    UsdPerHour,
    UsdPerMillionTokens,
    UsdPerWeek,
)


def drafted_examples(examples_to_make: Examples, drafts_per_kept_example: Count) -> Examples:
    """Examples that the teacher drafts for those that the training lacks: some are dropped."""
    return examples_to_make * drafts_per_kept_example


def teacher_input_tokens(drafted_examples: Examples, teacher_prompt_tokens: Tokens) -> Tokens:
    """What the teacher reads: for each draft its instructions, a few samples and the text to draw on."""
    return drafted_examples * teacher_prompt_tokens


def teacher_output_tokens(drafted_examples: Examples, question_tokens: Tokens, answer_tokens: Tokens) -> Tokens:
    """What the teacher writes: a question and its answer; thinking before them is not counted."""
    return drafted_examples * (question_tokens + answer_tokens)


def teacher_cost(
    teacher_input_tokens: Tokens,
    teacher_output_tokens: Tokens,
    teacher_input_price: UsdPerMillionTokens,
    teacher_output_price: UsdPerMillionTokens,
) -> Usd:
    """The teacher's bill at its API, without discount for a batch; a price is for exactly a million tokens.

    Unknown where the data may go to no API.
    """
    return (teacher_input_tokens * teacher_input_price + teacher_output_tokens * teacher_output_price) / 1e6


def checking_hours(
    drafted_examples: Examples, drafts_checked_per_day: ExamplesPerDay, hours_per_working_day: Hours
) -> Hours:
    """People's time to look through every draft, those that are dropped too."""
    return drafted_examples / drafts_checked_per_day * hours_per_working_day


def writing_hours(
    examples_to_make: Examples, examples_written_per_day: ExamplesPerDay, hours_per_working_day: Hours
) -> Hours:
    """People's time to write all of these examples."""
    return examples_to_make / examples_written_per_day * hours_per_working_day


def example_maker_hour_cost(
    person_week_cost_by_role: UsdPerWeek,
    is_example_maker: Flag,
    working_days_per_week: Days,
    hours_per_working_day: Hours,
) -> UsdPerHour:
    """A productive hour of whoever writes or checks examples: an expert of the domain."""
    week = np.sum(person_week_cost_by_role * is_example_maker, axis=-1)
    return week / (working_days_per_week * hours_per_working_day)


def checking_cost(checking_hours: Hours, example_maker_hour_cost: UsdPerHour) -> Usd:
    """People's time to check the drafts, in money."""
    return checking_hours * example_maker_hour_cost


def writing_cost(writing_hours: Hours, example_maker_hour_cost: UsdPerHour) -> Usd:
    """People's time to write all of these examples, in money."""
    return writing_hours * example_maker_hour_cost


def drafting_cost(teacher_cost: Usd, checking_cost: Usd) -> Usd:
    """The examples drafted by the teacher and checked by people."""
    return teacher_cost + checking_cost
