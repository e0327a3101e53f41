"""What came to Helene Brandt, and what she and Tomasz Wilk keep an eye on."""

from __future__ import annotations

from evener.upkeep.sample.story import Story


def tell(story: Story) -> None:
    deal = story.deal(
        -9,
        "Shore power metering",
        by="helene",
        account="Port of Sandvær",
        product="Orvane Gateway",
        amount=2_200_000,
        currency="NOK",
        close=160,
        source="Partner",
        owned=False,
        about="Asked by the port's electrician at a conference. Mikkel has the cranes on his desk: who takes it?",
    )
    deal.note(-8, "helene", "Eleven berths. The invoice to the ship must stand up to an auditor.")
    deal.step(-8, "Send the electrician our metering reference", owner="helene", due=2)
