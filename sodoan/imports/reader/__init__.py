"""Reading workbooks that people upload: what a file is, where its lists are, what they hold."""
