# SPDX-License-Identifier: MIT
"""The documentation: what is generated from headers, catalogue, predictions and programs."""
