"""The parts of scripts/report-matrix."""
