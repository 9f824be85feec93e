"""How well does Followup read? Data sets in, measures with confidence intervals out.

Customers run it to compare models before they switch; docs/evaluation.md has the data's form.
"""
