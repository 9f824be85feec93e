"""The customer's own CRM: who a person is there, and what it is told of them.

`asking` says what Followup needs of one; `hubspot` and `rest` do it. `connections` is what an admin
sets up, `entries` what is to be written, `writing` the delivery, `lookups` who a bare number is.
"""
