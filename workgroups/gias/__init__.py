"""Read published lists of schools into clean rows and a list of problems.

Plain values in and out, without database or clock. `reading` opens a file and finds its
layout from the header, `layouts` interprets the columns of each layout, `england` knows
the local authorities, and `links` which school replaced which.
"""
