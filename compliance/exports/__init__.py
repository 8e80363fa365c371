"""Any list and any table of figures as a file: CSV or XLSX, streamed, safe to open, and recorded.

`lists` and `figures` say what there is to export. To add a list, write an `ExportList` (`listing`) in a module of its
own and name it in `lists.LISTS`; to add the figures of a page, name its `tables(request)` in `figures.PAGES`.
"""
