"""What every app uses; no domain noun. See README.md."""
