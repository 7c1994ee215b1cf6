"""Columns that are called as people are: a first and a last name over the values of each."""

import re
from collections.abc import Sequence

from kpitui.domain.column_words import words
from kpitui.domain.total_rows import adds_up
from kpitui.domain.typography import folded

_NAME = re.compile(
    r"[^\W\d_a-z][^\W\d_]*[^\W\d_A-Z](?:['’-][^\W\d_]+)?|[^\W\d_a-z]['’][^\W\d_]+|[A-Z]\."
)
_MEASURED = words(
    "abandoned, abandonment, absence, absences, absenteeism, accepted, accuracy, active, "
    "activity, actual, adherence, admissions, after, agent, agents, amount, answer, answered, "
    "appointments, attainment, attendance, attendances, audit, availability, available, "
    "average, avg, backlog, balance, base, booked, booking, bookings, breach, breaches, budget, "
    "business, callback, callbacks, calls, cancelled, case, cases, center, centre, changed, "
    "chat, chats, churn, clean, cleaned, closed, closing, collected, complaint, complaints, "
    "completed, completion, compliance, confirmed, contact, contacts, conversion, converted, "
    "cost, costs, count, created, credit, csat, current, customer, customers, cycle, daily, "
    "data, date, days, deals, debt, defect, defects, delay, delays, delivered, deliveries, "
    "delivery, demand, discount, done, down, downtime, due, duration, east, efficiency, effort, "
    "email, emails, employee, employees, engagement, error, errors, escalate, escalated, "
    "escalation, escalations, events, exceeded, expense, fail, failed, failure, fault, "
    "feedback, fill, first, fixed, forecast, full, gross, growth, handle, handled, handling, "
    "headcount, held, high, hires, hold, holding, hours, idle, inbound, incident, incidents, "
    "income, index, inventory, invoice, invoices, issue, issues, items, jobs, kept, labour, "
    "late, lead, leads, leavers, length, level, lines, logged, login, logout, loss, lost, low, "
    "margin, market, mean, median, meetings, minutes, missed, monthly, moved, name, net, new, "
    "north, number, occupancy, offered, open, opened, opportunities, order, orders, other, "
    "outbound, overtime, packed, paid, parts, passed, patients, pay, payments, per, percent, "
    "percentage, performance, picked, pipeline, planned, points, policy, positive, price, "
    "process, processed, produced, product, production, productivity, profit, promoter, "
    "quality, quantity, quarter, queue, queued, quote, quotes, rank, rate, rated, rating, "
    "ratio, received, records, recovered, referrals, refund, refunds, refused, region, "
    "rejected, rejects, released, renewals, reopened, reply, report, reported, request, "
    "requests, resolution, resolved, response, responses, result, retention, return, returned, "
    "returns, revenue, reviewed, reviews, ring, risk, safety, sale, sales, satisfaction, saved, "
    "scheduled, score, scores, seconds, sent, service, shift, shifts, short, shrinkage, sick, "
    "sickness, site, size, skill, sla, sold, south, speed, spend, spent, staff, staffed, "
    "standard, started, starters, status, stock, stops, store, survey, surveys, system, talk, "
    "target, task, tasks, team, teams, test, tested, tests, ticket, tickets, time, total, "
    "touch, traffic, training, transfer, transferred, transfers, turnover, type, unit, units, "
    "upsell, uptime, usage, used, user, users, utilisation, utilization, value, variance, "
    "visit, visits, volume, wait, waiting, waste, weekly, west, won, work, worked, working, "
    "wrap, wrapup, yield"
)
"""Words of the names of measures, and of other columns; a heading with one is no one's name."""


def look_like_people(headings: Sequence[str]) -> bool:
    """Whether all of several headings, but for totals, are written as first and last names, and
    none has a word that measures have.
    """
    names = [heading for heading in headings if not adds_up(heading)]
    return len(names) > 1 and all(map(looks_like_person, names))


def looks_like_person(heading: str) -> bool:
    """Whether it is written as a first and a last name, and has no word that measures have."""
    parts = heading.split()
    return (
        2 <= len(parts) <= 3
        and all(_NAME.fullmatch(word) for word in parts)
        and all(len(word) > 2 for word in (parts[0], parts[-1]))
        and _MEASURED.isdisjoint(re.split(r"[\W_]+", folded(heading)))
    )
