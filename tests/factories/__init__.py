"""One factory a model, one module an app. Invented people only."""
