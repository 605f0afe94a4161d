# Completes weft in fish. Once: weft completion fish > ~/.config/fish/completions/weft.fish
function __weft_words
    set -l line (string replace -r '^\s*\S+\s' '' -- (commandline -cp))
    weft "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null
end
complete -c weft -n 'test (count (commandline -opc)) -eq 1' -f
complete -c weft -a '(__weft_words)'
