# SPDX-License-Identifier: MIT
# Completion of anonshm for bash 3.2 and later. The program itself has the words.

_anonshm() {
    local -a words
    local word line part
    # Not COMP_WORDS, where --format=json and free_bytes:/tmp are three words each.
    read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
    case ${COMP_LINE:0:COMP_POINT} in *[[:space:]]) words+=('') ;; esac
    word=${words[${#words[@]} - 1]}
    # What readline takes for the word begins behind the last of these characters.
    part=''
    case $word in *[=:]*) part=${word%"${word##*[=:]}"} ;; esac
    COMPREPLY=()
    while IFS= read -r line; do
        if [ "$line" = :files ]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do COMPREPLY+=("$line"); done \
                < <(compgen -f -- "${word#"$part"}")
        else
            line=${line%%$'\t'*}
            COMPREPLY+=("${line#"$part"}")
        fi
    done < <("${words[0]}" --complete "${words[@]:1}" 2>/dev/null)
}

complete -F _anonshm anonshm
