"""Published lists of schools -> clean facts and a list of problems.

Plain values in and out: no database, no clock. `reading` opens a file and finds
its layout by its header, `layouts` knows what each layout's columns mean, `england`
the local authorities, `links` which school became which.
"""
