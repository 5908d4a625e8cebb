"""How it went and why: values that every part returns, and how jobs are judged by them."""
