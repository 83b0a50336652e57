"""Two programmes to look at and try out: plain data, and the steps that enter it as people would.

The system, its leadership group, its two councils and what happened are those of two published case studies. Every
person, trust and commissioning group here is invented, and so are the wording of the charter and the scores. Nothing
else in the portal knows this package.
"""
