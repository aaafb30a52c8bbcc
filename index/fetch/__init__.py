"""An address → the bytes behind it, or a refusal that says why: the only code that opens a connection to the outside.

Off until it is allowed (`--allow-fetch`, DATELINE_FETCH=on). `address` judges internet addresses, `url` names, `client` connects.
"""
