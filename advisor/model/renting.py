"""GPUs rented or bought: what they cost by each contract, how much of it is idle, and what machines need.

A monthly course has the month as its last axis. All amounts are in US dollars without tax.
"""

import numpy as np

from advisor.arithmetic import every_month, monthly, quotient
from advisor.units import (
    Count,
    Flag,
    Gpus,
    HoursPerMonth,
    Share,
    TokensPerSecond,
    Usd,
    UsdPerHour,
    UsdPerMillionTokens,
    UsdPerMonth,
)


def gpus_rented(own_gpus: Flag, hardware_bought: Flag) -> Flag:
    """Whether the model runs on GPUs paid by the hour."""
    return own_gpus * (1 - hardware_bought)


def gpu_rent_paid(
    gpu_rent: UsdPerHour,
    gpu_reserved_rent: UsdPerHour,
    gpu_spot_rent: UsdPerHour,
    rent_reserved: Flag,
    rent_spot: Flag,
) -> UsdPerHour:
    """Rent by the contract that the team chose; on demand where nobody publishes that price of this machine."""
    chosen = np.where(rent_reserved > 0, gpu_reserved_rent, np.where(rent_spot > 0, gpu_spot_rent, gpu_rent))
    return np.where(np.isnan(chosen), gpu_rent, chosen)


def gpu_rent_by_month(
    serving_gpu_hours_per_month: HoursPerMonth, gpu_rent_paid: UsdPerHour, hardware_bought: Flag, volume_factor: Share
) -> UsdPerMonth:
    """Rent of the GPUs that serve the model, sized for the peak of the first year, always on."""
    return every_month(serving_gpu_hours_per_month * gpu_rent_paid * (1 - hardware_bought), volume_factor)


def idle_rent_by_month(gpu_rent_by_month: UsdPerMonth, gpu_utilisation: Share, volume_factor: Share) -> UsdPerMonth:
    """The part of that rent for time in which the GPUs wait: contained in it, never added to it."""
    return gpu_rent_by_month * (1 - np.minimum(monthly(gpu_utilisation) * volume_factor, 1))


def reserved_rent_per_month(
    serving_gpu_hours_per_month: HoursPerMonth, gpu_reserved_rent: UsdPerHour, gpus_rented: Flag
) -> UsdPerMonth:
    """Rent of the same GPUs for who commits to a year or more; unknown where nobody publishes it."""
    return np.where(gpus_rented > 0, serving_gpu_hours_per_month * gpu_reserved_rent, 0)


def spot_rent_per_month(
    serving_gpu_hours_per_month: HoursPerMonth, gpu_spot_rent: UsdPerHour, gpus_rented: Flag
) -> UsdPerMonth:
    """Rent of the same GPUs where they may be taken away at any time; unknown where nobody publishes it."""
    return np.where(gpus_rented > 0, serving_gpu_hours_per_month * gpu_spot_rent, 0)


def rent_scaled_to_zero_per_month(
    hours_switched_on_per_month: HoursPerMonth, gpus_needed: Gpus, gpu_rent: UsdPerHour, gpus_rented: Flag
) -> UsdPerMonth:
    """Rent of the same GPUs if they are switched off while nobody asks; the first question then waits for the start."""
    return np.where(gpus_rented > 0, hours_switched_on_per_month * gpus_needed * gpu_rent, 0)


def on_demand_rent_spending(
    serving_gpu_hours_per_month: HoursPerMonth, gpu_rent: UsdPerHour, gpus_rented: Flag, volume_factor: Share
) -> Usd:
    """Rent of the GPUs over the horizon, on demand and always on, not discounted."""
    return np.sum(every_month(serving_gpu_hours_per_month * gpu_rent * gpus_rented, volume_factor), axis=-1)


def reserved_rent_spending(reserved_rent_per_month: UsdPerMonth, volume_factor: Share) -> Usd:
    """The same reserved; a commitment that outlasts the horizon costs its whole term. Unknown if unpublished."""
    return np.sum(every_month(reserved_rent_per_month, volume_factor), axis=-1)


def spot_rent_spending(spot_rent_per_month: UsdPerMonth, volume_factor: Share) -> Usd:
    """The same where they may be taken away; what stands in for them then is not counted. Unknown if unpublished."""
    return np.sum(every_month(spot_rent_per_month, volume_factor), axis=-1)


def scaled_to_zero_rent_spending(rent_scaled_to_zero_per_month: UsdPerMonth, volume_factor: Share) -> Usd:
    """The same on demand, switched off while nobody asks, at the first month's load."""
    return np.sum(every_month(rent_scaled_to_zero_per_month, volume_factor), axis=-1)


def reserved_pays_from(gpus_rented: Flag, gpu_reserved_rent: UsdPerHour, gpu_rent: UsdPerHour) -> Share:
    """Share of the hours in which the GPUs must be on for reserving them to be cheaper than paying for those alone.

    Zero without rented GPUs, unknown where nobody publishes the reserved price.
    """
    return np.where(gpus_rented > 0, quotient(gpu_reserved_rent, gpu_rent), 0)


def hours_on_share(hours_switched_on_per_month: HoursPerMonth, hours_per_month: HoursPerMonth) -> Share:
    """Share of the hours in which somebody asks, or has just asked: the use that reserving is held against."""
    return hours_switched_on_per_month / hours_per_month


def gpu_cost_per_million_tokens_by_batch(
    gpu_rent_paid: UsdPerHour,
    gpus_per_replica: Gpus,
    tokens_per_second_by_batch: TokensPerSecond,
    tokens_per_million: Count,
) -> UsdPerMillionTokens:
    """Rent for a million written tokens, prompts included, at a steady load. An hour has exactly 3600 seconds."""
    rent_per_second = (gpu_rent_paid * gpus_per_replica / 3600)[..., None]
    return quotient(rent_per_second * tokens_per_million[..., None], tokens_per_second_by_batch)


def hardware_cost_once(
    hardware_bought: Flag,
    gpus_needed: Gpus,
    gpus_owned: Gpus,
    gpu_purchase_price: Usd,
    server_price: Usd,
    gpus_per_server: Gpus,
) -> Usd:
    """GPUs to buy beyond those already there, with their share of the servers around them."""
    to_buy = np.maximum(0, gpus_needed - gpus_owned)
    return hardware_bought * to_buy * (gpu_purchase_price + server_price / gpus_per_server)


def hardware_upkeep_by_month(
    hardware_cost_once: Usd,
    hardware_maintenance_share: Share,
    electricity_cost_per_month: UsdPerMonth,
    months_per_year: Count,
    volume_factor: Share,
) -> UsdPerMonth:
    """Maintenance and electricity of bought hardware."""
    upkeep = hardware_cost_once * hardware_maintenance_share / months_per_year + electricity_cost_per_month
    return every_month(upkeep, volume_factor)
