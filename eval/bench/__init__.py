"""dateline on this machine → speed as ratios to floors measured in the same run, never as bare times."""
