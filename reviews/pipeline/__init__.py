"""The pipeline page: the numbers of `reviews.metrics`, and the lists behind them."""
