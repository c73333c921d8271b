"""The reader as a torch module: MiniLM's encoder, a span head and a support head. Training only."""

import os
from pathlib import Path
from typing import Any

import torch

from .runtime import LABELS

HIDDEN = 384  # of all-MiniLM-L6-v2
FROZEN = 2  # layers, the lowest of six: a fifth of the time saved


class Net(torch.nn.Module):
    """Logits of a pair: where its answer starts and ends ([CLS]: nowhere), and its support."""

    def __init__(self, original: Path) -> None:
        """From a sentence-transformers folder: its encoder, and heads that know nothing yet."""
        super().__init__()
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from transformers import AutoModel
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        # On these CPUs the plain attention trains twice as fast as the fused one.
        self.encoder: Any = AutoModel.from_pretrained(
            str(original), attn_implementation="eager", add_pooling_layer=False
        )
        for module in self.encoder.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0  # one pass over the data does not overfit, and is twice as fast
        self.encoder.embeddings.requires_grad_(False)
        for layer in self.encoder.encoder.layer[:FROZEN]:
            layer.requires_grad_(False)
        self.span = torch.nn.Linear(HIDDEN, 2)
        self.support = torch.nn.Linear(HIDDEN, len(LABELS))

    def forward(
        self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """float32 [pairs, tokens, 2] and [pairs, labels]."""
        hidden = self.encoder(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        return self.span(hidden), self.support(hidden[:, 0])
