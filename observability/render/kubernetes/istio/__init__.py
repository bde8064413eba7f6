"""What Istio is told: how services call each other, who may, and what is written down of it."""
