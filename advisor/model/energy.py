"""Electricity and carbon of the GPUs that serve and train.

Operational electricity only: making the hardware is not counted. What an API uses is not published: those
figures are NaN, which is unknown and not zero.
"""

import numpy as np

from advisor.units import (
    Count,
    Flag,
    Gpus,
    GramsCo2PerKilowattHour,
    Hours,
    HoursPerMonth,
    KilogramsCo2,
    KilogramsCo2PerMonth,
    KilowattHours,
    KilowattHoursPerMonth,
    Months,
    Share,
    TimesPerYear,
    Usd,
    UsdPerKilowattHour,
    UsdPerMonth,
    Watts,
)


def facility_factor(
    hardware_bought: Flag,
    server_power_factor: Share,
    power_usage_effectiveness_own: Share,
    power_usage_effectiveness_cloud: Share,
) -> Share:
    """Watts at the meter for one watt of GPU: the rest of the server, then cooling and losses (PUE)."""
    effectiveness = np.where(hardware_bought > 0, power_usage_effectiveness_own, power_usage_effectiveness_cloud)
    return server_power_factor * effectiveness


def serving_power(
    gpus_needed: Gpus,
    gpu_power: Watts,
    gpu_idle_power_share: Share,
    gpu_busy_power_share: Share,
    gpu_utilisation: Share,
    facility_factor: Share,
) -> Watts:
    """Mean power of serving: a GPU that waits with a model loaded still draws its idle share."""
    busy = gpu_busy_power_share - gpu_idle_power_share
    return gpus_needed * gpu_power * (gpu_idle_power_share + busy * gpu_utilisation) * facility_factor


def serving_energy_per_month(
    own_gpus: Flag, serving_power: Watts, hours_per_month: HoursPerMonth
) -> KilowattHoursPerMonth:
    """Electricity of serving; exactly 1000 watt hours are a kilowatt hour. NaN at an API: not published."""
    return np.where(own_gpus > 0, serving_power * hours_per_month / 1000, np.nan)


def serving_carbon_per_month(
    serving_energy_per_month: KilowattHoursPerMonth, grid_carbon_intensity: GramsCo2PerKilowattHour
) -> KilogramsCo2PerMonth:
    """Emissions of serving on the country's grid; exactly 1000 grams are a kilogram. NaN at an API."""
    return serving_energy_per_month * grid_carbon_intensity / 1000


def training_energy_per_run(
    tuning_managed: Flag,
    training_gpu_hours: Hours,
    training_gpu_power: Watts,
    gpu_busy_power_share: Share,
    facility_factor: Share,
) -> KilowattHours:
    """Electricity of one run; exactly 1000 watt hours are a kilowatt hour. NaN where a provider trains."""
    energy = training_gpu_hours * training_gpu_power * gpu_busy_power_share * facility_factor / 1000
    return np.where(tuning_managed > 0, np.nan, energy)


def training_energy(training_energy_per_run: KilowattHours, training_runs_before_launch: Count) -> KilowattHours:
    """Electricity of all runs before launch. NaN where a provider trains."""
    return training_energy_per_run * training_runs_before_launch


def training_electricity_cost_once(
    hardware_bought: Flag, training_energy: KilowattHours, electricity_price: UsdPerKilowattHour
) -> Usd:
    """Electricity of all runs before launch on bought hardware; elsewhere the rent or price contains it."""
    return np.where(hardware_bought > 0, training_energy * electricity_price, 0)


def electricity_cost_per_month(
    hardware_bought: Flag,
    serving_energy_per_month: KilowattHoursPerMonth,
    training_energy_per_run: KilowattHours,
    retrainings_per_year: TimesPerYear,
    electricity_price: UsdPerKilowattHour,
) -> UsdPerMonth:
    """Electricity of serving and retraining on bought hardware; elsewhere the rent or price contains it.

    A year has exactly 12 months.
    """
    energy = serving_energy_per_month + training_energy_per_run * retrainings_per_year / 12
    return np.where(hardware_bought > 0, energy * electricity_price, 0)


def energy_over_horizon(
    serving_energy_per_month: KilowattHoursPerMonth,
    training_energy: KilowattHours,
    training_energy_per_run: KilowattHours,
    retrainings_per_year: TimesPerYear,
    months_of_plan: Months,
) -> KilowattHours:
    """Electricity of serving, of training before launch and of training again, over all months.

    A year has exactly 12 months. NaN where a provider serves or trains: not published.
    """
    monthly_energy = serving_energy_per_month + training_energy_per_run * retrainings_per_year / 12
    return training_energy + monthly_energy * months_of_plan


def carbon_over_horizon(
    energy_over_horizon: KilowattHours, grid_carbon_intensity: GramsCo2PerKilowattHour
) -> KilogramsCo2:
    """Emissions of all that on the country's grid as it is today; exactly 1000 grams are a kilogram. NaN as above."""
    return energy_over_horizon * grid_carbon_intensity / 1000
