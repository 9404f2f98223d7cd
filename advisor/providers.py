"""The names of hosts and providers, as they write them."""

from advisor.language import N_

NAMES = {
    "akash": "Akash", "anthropic": "Anthropic", "aws": "AWS", "aws-bedrock": "Amazon Bedrock", "azure": "Azure",
    "civo": "Civo", "cohere": "Cohere", "coreweave": "CoreWeave", "deepseek": "DeepSeek",
    "digitalocean": "DigitalOcean", "fireworks": "Fireworks", "fireworks-dedicated": "Fireworks", "gcp": "Google Cloud",
    "google": "Google", "google-cloud": "Google Cloud", "groq": "Groq", "huggingface_nscale": "Hugging Face (Nscale)",
    "huggingface_publicai": "Hugging Face (Public AI)", "hyperstack": "Hyperstack", "jarvislabs": "Jarvislabs",
    "lambda": "Lambda", "meta": "Meta", "minimax": "MiniMax", "mistral": "Mistral", "moonshotai": "Moonshot AI",
    "nebius": "Nebius", "oci": "Oracle Cloud", "openai": "OpenAI", "openrouter": "OpenRouter", "ori": "Ori",
    "ovhcloud": "OVHcloud", "own": N_("your own source"), "runpod-community": "RunPod Community",
    "runpod-secure": "RunPod Secure", "scaleway": "Scaleway", "tinker": "Tinker", "together": "Together",
    "vast.ai": "Vast.ai", "verda": "Verda", "x-ai": "xAI", "zai": "Z.ai",
}  # fmt: skip
