"""The report as tables, once for the screen, the spreadsheet and the PDF."""
