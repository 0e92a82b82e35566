"""Tables that people upload: any bytes in, a table or a refusal out.

The work is done in a process started anew for each file (`child.py`), with little memory and little time, so that no
file can hurt the program. `reader.py` is what runs there; `table.py` is what comes back.
"""
